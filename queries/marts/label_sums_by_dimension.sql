-- answers: what the label sample of a day found, one dimension at a time
-- grain: one row is the draws of one day, stratum and value of one dimension
-- parameters: none
-- tables: prevalence_labels
-- staged: summed_labels
-- trailing: 45
-- changed: labels
select
    day, stratum, 'all' as dimension, 'all' as value,
    sum(sampled) as sampled,
    sum(labels) as labels,
    sum(positives) as positives,
    sum(weight) as weight,
    sum(weight_squared) as weight_squared,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared,
    max(largest_weight) as largest_weight
from summed_labels
group by day, stratum
union all
select
    day, stratum, 'market' as dimension, market as value,
    sum(sampled) as sampled,
    sum(labels) as labels,
    sum(positives) as positives,
    sum(weight) as weight,
    sum(weight_squared) as weight_squared,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared,
    max(largest_weight) as largest_weight
from summed_labels
group by day, stratum, market
union all
select
    day, stratum, 'surface' as dimension, surface as value,
    sum(sampled) as sampled,
    sum(labels) as labels,
    sum(positives) as positives,
    sum(weight) as weight,
    sum(weight_squared) as weight_squared,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared,
    max(largest_weight) as largest_weight
from summed_labels
group by day, stratum, surface
union all
select
    day, stratum, 'content_type' as dimension, content_type as value,
    sum(sampled) as sampled,
    sum(labels) as labels,
    sum(positives) as positives,
    sum(weight) as weight,
    sum(weight_squared) as weight_squared,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared,
    max(largest_weight) as largest_weight
from summed_labels
group by day, stratum, content_type
union all
select
    day, stratum, 'policy_id' as dimension, policy_id as value,
    sum(sampled) as sampled,
    sum(labels) as labels,
    sum(positives) as positives,
    sum(weight) as weight,
    sum(weight_squared) as weight_squared,
    sum(positive_weight) as positive_weight,
    sum(positive_weight_squared) as positive_weight_squared,
    max(largest_weight) as largest_weight
from summed_labels
group by day, stratum, policy_id
