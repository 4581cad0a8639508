-- One row of the price book.
select
    b.* exclude (line),
    price(price_parts(b.unit_price, b.discount_percent)) as effective_price,
    b.line as price_book_line,
from reference.price_book as b
order by b.line
