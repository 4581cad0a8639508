"""What Graph v1.0 has: fields of the things that are emulated, and what may be asked of them."""

from __future__ import annotations

USER = frozenset(
    """
    aboutMe accountEnabled ageGroup assignedLicenses assignedPlans authorizationInfo birthday
    businessPhones city companyName consentProvidedForMinor country createdDateTime creationType
    customSecurityAttributes deletedDateTime department displayName employeeHireDate employeeId
    employeeLeaveDateTime employeeOrgData employeeType externalUserState
    externalUserStateChangeDateTime faxNumber givenName hireDate id identities imAddresses interests
    isManagementRestricted isResourceAccount jobTitle lastPasswordChangeDateTime
    legalAgeGroupClassification licenseAssignmentStates mail mailNickname mailboxSettings
    mobilePhone mySite officeLocation onPremisesDistinguishedName onPremisesDomainName
    onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime
    onPremisesProvisioningErrors onPremisesSamAccountName onPremisesSecurityIdentifier
    onPremisesSyncEnabled onPremisesUserPrincipalName otherMails passwordPolicies passwordProfile
    pastProjects postalCode preferredDataLocation preferredLanguage preferredName provisionedPlans
    proxyAddresses responsibilities schools securityIdentifier serviceProvisioningErrors
    showInAddressList signInActivity signInSessionsValidFromDateTime skills state streetAddress
    surname usageLocation userPrincipalName userType
    """.split()
)
# What a user shows to whoever selects nothing.
USER_DEFAULT = (
    "businessPhones displayName givenName jobTitle mail mobilePhone officeLocation "
    "preferredLanguage surname userPrincipalName id"
).split()
SKU = frozenset(
    """
    accountId accountName appliesTo capabilityStatus consumedUnits id prepaidUnits servicePlans
    skuId skuPartNumber subscriptionIds
    """.split()
)
# What Graph derives, and refuses from whoever writes.
READ_ONLY = frozenset(
    "id assignedLicenses assignedPlans licenseAssignmentStates createdDateTime userType".split()
)
NEEDED_TO_CREATE = (
    "accountEnabled",
    "displayName",
    "mailNickname",
    "passwordProfile",
    "userPrincipalName",
)
# Options of OData that Graph knows for a thing and this emulator does not play.
UNPLAYED = {
    "users": frozenset({"$filter", "$orderby", "$search", "$expand", "$format"}),
    "delta": frozenset({"$filter", "$expand"}),
    "count": frozenset({"$filter", "$search"}),
    "skus": frozenset(),
    "user": frozenset({"$expand"}),
}
PLAYED = {
    "users": frozenset({"$select", "$top", "$skiptoken", "$count"}),
    "delta": frozenset({"$select", "$deltatoken", "$skiptoken"}),
    "count": frozenset(),
    "skus": frozenset({"$select"}),
    "user": frozenset({"$select"}),
}
READS = {
    "users": ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All"),
    "delta": ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All"),
    "count": ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All"),
    "user": ("User.Read.All", "User.ReadWrite.All", "Directory.Read.All"),
    "skus": ("LicenseAssignment.Read.All", "Organization.Read.All", "Directory.Read.All"),
}
WRITES = {
    "users": ("User.ReadWrite.All",),
    "user": ("User.ReadWrite.All",),
    "assignLicense": ("LicenseAssignment.ReadWrite.All", "User.ReadWrite.All"),
}
