-- Money is integers until it is printed. A price is held in 10^-10 of its currency's unit
-- (six decimals of price times four of discount); an amount due in parts of which
-- 30 * period_days * 10^10 make one unit, so that every proration is a whole number of parts.

create or replace temp macro price_parts(unit_price, discount_percent) as (
    (unit_price::decimal(28, 6) * 1000000)::hugeint
    * (10000 - (coalesce(discount_percent, 0)::decimal(18, 2) * 100)::hugeint)
);

create or replace temp macro parts_per_unit(period_days) as (
    300000000000::hugeint * period_days
);

-- What a line is due under its proration, in parts. One `when` per proration (rule 8).
create or replace temp macro prorated_parts(proration, price, line_days, period_days) as (
    price * case proration
        when 'actual_days' then line_days * 30
        when 'until_period_end' then line_days * 30
        when 'full_period' then period_days * 30
        when 'fixed_30' then case
            when line_days >= period_days then period_days * 30
            else least(line_days, 30) * period_days
        end
    end
);

-- Units, each at its cost, over a group; null where the cost of any of them is not known.
create or replace temp macro known_cost(units, unit_cost) as (
    case
        when bool_and(units = 0 or unit_cost is not null)
            then sum(units * coalesce(unit_cost, 0))
    end
);

create or replace temp macro minor_per_unit(minor_digits) as (
    (case minor_digits when 0 then 1 when 2 then 100 when 3 then 1000 end)::hugeint
);

-- Half away from zero, on integers.
create or replace temp macro round_ratio(numerator, denominator) as (
    sign(numerator)::hugeint
    * ((2 * abs(numerator) + denominator) // (2 * denominator))
);

create or replace temp macro money(amount_minor, minor_digits) as (
    (
        (amount_minor * (case minor_digits when 0 then 1000 when 2 then 10 when 3 then 1 end))
        ::decimal(18, 0) * 0.001::decimal(4, 3)
    )::decimal(18, 3)
);

create or replace temp macro price(price_e10) as (
    (price_e10::decimal(28, 0) * 0.0000000001::decimal(10, 10))::decimal(28, 10)
);

-- Ten bits as two characters of base 32 (RFC 4648): `translate` costs four times as much.
create or replace temp macro pair32(bits) as (
    substr(
        'AAABACADAEAFAGAHAIAJAKALAMANAOAPAQARASATAUAVAWAXAYAZA2A3A4A5A6A7'
        || 'BABBBCBDBEBFBGBHBIBJBKBLBMBNBOBPBQBRBSBTBUBVBWBXBYBZB2B3B4B5B6B7'
        || 'CACBCCCDCECFCGCHCICJCKCLCMCNCOCPCQCRCSCTCUCVCWCXCYCZC2C3C4C5C6C7'
        || 'DADBDCDDDEDFDGDHDIDJDKDLDMDNDODPDQDRDSDTDUDVDWDXDYDZD2D3D4D5D6D7'
        || 'EAEBECEDEEEFEGEHEIEJEKELEMENEOEPEQERESETEUEVEWEXEYEZE2E3E4E5E6E7'
        || 'FAFBFCFDFEFFFGFHFIFJFKFLFMFNFOFPFQFRFSFTFUFVFWFXFYFZF2F3F4F5F6F7'
        || 'GAGBGCGDGEGFGGGHGIGJGKGLGMGNGOGPGQGRGSGTGUGVGWGXGYGZG2G3G4G5G6G7'
        || 'HAHBHCHDHEHFHGHHHIHJHKHLHMHNHOHPHQHRHSHTHUHVHWHXHYHZH2H3H4H5H6H7'
        || 'IAIBICIDIEIFIGIHIIIJIKILIMINIOIPIQIRISITIUIVIWIXIYIZI2I3I4I5I6I7'
        || 'JAJBJCJDJEJFJGJHJIJJJKJLJMJNJOJPJQJRJSJTJUJVJWJXJYJZJ2J3J4J5J6J7'
        || 'KAKBKCKDKEKFKGKHKIKJKKKLKMKNKOKPKQKRKSKTKUKVKWKXKYKZK2K3K4K5K6K7'
        || 'LALBLCLDLELFLGLHLILJLKLLLMLNLOLPLQLRLSLTLULVLWLXLYLZL2L3L4L5L6L7'
        || 'MAMBMCMDMEMFMGMHMIMJMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZM2M3M4M5M6M7'
        || 'NANBNCNDNENFNGNHNINJNKNLNMNNNONPNQNRNSNTNUNVNWNXNYNZN2N3N4N5N6N7'
        || 'OAOBOCODOEOFOGOHOIOJOKOLOMONOOOPOQOROSOTOUOVOWOXOYOZO2O3O4O5O6O7'
        || 'PAPBPCPDPEPFPGPHPIPJPKPLPMPNPOPPPQPRPSPTPUPVPWPXPYPZP2P3P4P5P6P7'
        || 'QAQBQCQDQEQFQGQHQIQJQKQLQMQNQOQPQQQRQSQTQUQVQWQXQYQZQ2Q3Q4Q5Q6Q7'
        || 'RARBRCRDRERFRGRHRIRJRKRLRMRNRORPRQRRRSRTRURVRWRXRYRZR2R3R4R5R6R7'
        || 'SASBSCSDSESFSGSHSISJSKSLSMSNSOSPSQSRSSSTSUSVSWSXSYSZS2S3S4S5S6S7'
        || 'TATBTCTDTETFTGTHTITJTKTLTMTNTOTPTQTRTSTTTUTVTWTXTYTZT2T3T4T5T6T7'
        || 'UAUBUCUDUEUFUGUHUIUJUKULUMUNUOUPUQURUSUTUUUVUWUXUYUZU2U3U4U5U6U7'
        || 'VAVBVCVDVEVFVGVHVIVJVKVLVMVNVOVPVQVRVSVTVUVVVWVXVYVZV2V3V4V5V6V7'
        || 'WAWBWCWDWEWFWGWHWIWJWKWLWMWNWOWPWQWRWSWTWUWVWWWXWYWZW2W3W4W5W6W7'
        || 'XAXBXCXDXEXFXGXHXIXJXKXLXMXNXOXPXQXRXSXTXUXVXWXXXYXZX2X3X4X5X6X7'
        || 'YAYBYCYDYEYFYGYHYIYJYKYLYMYNYOYPYQYRYSYTYUYVYWYXYYYZY2Y3Y4Y5Y6Y7'
        || 'ZAZBZCZDZEZFZGZHZIZJZKZLZMZNZOZPZQZRZSZTZUZVZWZXZYZZZ2Z3Z4Z5Z6Z7'
        || '2A2B2C2D2E2F2G2H2I2J2K2L2M2N2O2P2Q2R2S2T2U2V2W2X2Y2Z222324252627'
        || '3A3B3C3D3E3F3G3H3I3J3K3L3M3N3O3P3Q3R3S3T3U3V3W3X3Y3Z323334353637'
        || '4A4B4C4D4E4F4G4H4I4J4K4L4M4N4O4P4Q4R4S4T4U4V4W4X4Y4Z424344454647'
        || '5A5B5C5D5E5F5G5H5I5J5K5L5M5N5O5P5Q5R5S5T5U5V5W5X5Y5Z525354555657'
        || '6A6B6C6D6E6F6G6H6I6J6K6L6M6N6O6P6Q6R6S6T6U6V6W6X6Y6Z626364656667'
        || '7A7B7C7D7E7F7G7H7I7J7K7L7M7N7O7P7Q7R7S7T7U7V7W7X7Y7Z727374757677',
        (2 * (bits & 1023) + 1)::bigint,
        2
    )
);

-- The first 130 bits of a SHA-256 as 26 characters of base 32.
create or replace temp macro key26(digest) as (
    pair32(('0x' || substr(digest, 1, 10))::bigint >> 30)
    || pair32(('0x' || substr(digest, 1, 10))::bigint >> 20)
    || pair32(('0x' || substr(digest, 1, 10))::bigint >> 10)
    || pair32(('0x' || substr(digest, 1, 10))::bigint)
    || pair32(('0x' || substr(digest, 11, 10))::bigint >> 30)
    || pair32(('0x' || substr(digest, 11, 10))::bigint >> 20)
    || pair32(('0x' || substr(digest, 11, 10))::bigint >> 10)
    || pair32(('0x' || substr(digest, 11, 10))::bigint)
    || pair32(('0x' || substr(digest, 21, 10))::bigint >> 30)
    || pair32(('0x' || substr(digest, 21, 10))::bigint >> 20)
    || pair32(('0x' || substr(digest, 21, 10))::bigint >> 10)
    || pair32(('0x' || substr(digest, 21, 10))::bigint)
    || pair32(('0x' || substr(digest, 31, 3))::bigint >> 2)
);

-- Exact amounts of any period over one denominator: periods have 28 to 31 days.
create or replace temp macro common_denominator() as (300000000000::hugeint * 377580);
create or replace temp macro common_parts(numerator, denominator) as (
    numerator::hugeint * (common_denominator() // denominator::hugeint)
);
