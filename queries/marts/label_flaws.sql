-- answers: what is wrong with the labels of a day: sample ids that come twice, labels of contents nobody knows
-- grain: one row is one flaw on one day; days without a flaw have none
-- parameters: since date, until date
-- tables: prevalence_labels, contents
-- trailing: 45
-- notes: Copies of a draw are counted once in label_sums. A label of an unknown content counts, but its content cannot be
-- looked up, and may be of a test.
select
    day,
    'duplicated sample id' as flaw,
    count(*) - count(distinct sample_id) as labels
from prevalence_labels
where day >= :since and day < :until
group by day
having count(*) > count(distinct sample_id)
union all
select
    drawn.day as day,
    'unknown content' as flaw,
    count(*) as labels
from prevalence_labels as drawn
left join contents on contents.content_id = drawn.content_id
where drawn.day >= :since and drawn.day < :until and contents.content_id is null
group by drawn.day
