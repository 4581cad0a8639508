-- One draft of the periods asked for, with what is printed of its customer.
select
    d.document_id,
    d.kind,
    d.customer_id,
    d.period,
    d.period_start,
    d.period_end,
    a.period_start as billed_from,
    a.period_end as billed_to,
    d.currency,
    d.minor_digits,
    d.net_minor,
    d.tax_minor,
    d.gross_minor,
    d.due_day::date as due_day,
    d.corrects_number,
    d.estate,
    not d.is_settled as is_settling,
    t.billing_timing,
    d.content_hash,
    c.name,
    c.legal_name,
    c.street,
    c.postcode,
    c.city,
    c.country,
    c.vat_id,
    c.email,
    c.electronic_address,
    c.locale,
    c.purchase_order,
    c.buyer_reference,
    c.exemption_reason,
from billing.drafts as d
inner join billing.asked as a on d.period = a.period and d.customer_id = a.customer_id
inner join reference.customers as c on d.customer_id = c.customer_id
inner join reference.terms as t on d.customer_id = t.customer_id
order by d.period, d.customer_id
