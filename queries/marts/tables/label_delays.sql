-- answers: how long sampled views waited for their label
-- grain: one row is the draws of one day and stratum that waited the same number of days
-- key: day, stratum, delay_days
-- time: day
-- parameters: none
-- tables: label_delays
create table if not exists label_delays (
    day DATE NOT NULL, -- UTC day of the views
    stratum VARCHAR NOT NULL, -- name of the sampling stratum
    delay_days BIGINT, -- days from the day of the view to the day of the label; NULL when not yet labelled
    labels BIGINT NOT NULL -- number of draws; range: [0, inf)
)
