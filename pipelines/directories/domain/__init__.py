"""A domain of Active Directory: its controllers, what they answer, and what the answers mean."""
