-- A moment in UTC, and the day it is in a zone where that is another one.
create macro moment_text(moment, time_zone) as (
    strftime(timezone('UTC', moment), '%Y-%m-%dT%H:%M:%SZ')
    || case
        when timezone('UTC', moment)::date = timezone(coalesce(time_zone, 'UTC'), moment)::date
            then ''
        else
            ', ' || strftime(timezone(coalesce(time_zone, 'UTC'), moment), '%H:%M on %Y-%m-%d')
            || ' in ' || time_zone
    end
);
