-- One line of a draft: a charge of a customer's period, called by its name.
select
    d.period,
    d.customer_id,
    d.document_id,
    c.line_no,
    key26(sha256(json_object(
        'customer_id', d.customer_id,
        'kind', m.kind,
        'period', d.period,
        'person_id', coalesce(n.person_id, m.person_id),
        'product_code', m.product_code,
        'unit_price', m.unit_price::varchar
    )::varchar)) as line_key,
    m.kind,
    m.period_start,
    m.period_end,
    coalesce(n.person_id, m.person_id) as person_id,
    n.display_name,
    n.user_principal_name,
    n.department,
    m.product_code,
    p.product_name,
    m.from_day,
    m.to_day,
    m.days,
    case when m.kind = 'adjustment' then null else m.days_in_period end as days_in_period,
    m.unit_price,
    m.proration,
    p.tax_category,
    p.tax_rate,
    case when d.is_turned then -(m.amount_minor + c.unit) else m.amount_minor + c.unit end
        as amount_minor,
    d.is_turned,
    m.exact_numerator,
    m.exact_denominator,
    case
        when m.kind = 'adjustment' then m.description
        when m.proration = 'full_period' then 'one whole price for any day'
        when m.proration = 'fixed_30' then 'by thirtieths of a price'
        when m.proration = 'until_period_end' then 'charged to the end of the period'
        else ''
    end as note,
from billing.charged as c
inner join billing.drafted as d on c.bill_no = d.bill_no
inner join (
    select h.* from billing.amounts as h
    semi join billing.drafted as w on h.bill_no = w.bill_no
) as m
    on c.bill_no = m.bill_no and c.amount_no = m.amount_no
inner join billing.line_products as p
    on
        m.period = p.period
        and m.customer_id = p.customer_id
        and m.product_code is not distinct from p.product_code
left join (
    select
        k.bill_no,
        k.place,
        person_of(k.listed_person_id, t.directory_id, t.user_id) as person_id,
        t.display_name,
        t.user_principal_name,
        t.department,
    from snapshot.user_attributes as t
    inner join (
        select h.* from billing.line_names as h
        semi join billing.drafted as w on h.bill_no = w.bill_no
    ) as k
        on t.attributes_key = k.attributes_key
) as n
    on c.bill_no = n.bill_no and c.place = n.place
