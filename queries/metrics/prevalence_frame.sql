-- answers: the impressions the prevalence sample was drawn from
-- grain: one row per period_start, stratum (and segment, when broken down)
-- parameters: since date, until date
-- tables: sampling_frame
-- dimensions: market; surface; content_type
select
    date_trunc('day', day) as period_start,
    stratum,
    sum(impressions) as impressions
from sampling_frame
where day >= :since and day < :until
group by date_trunc('day', day), stratum
order by period_start, stratum
