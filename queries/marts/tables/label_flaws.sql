-- answers: what is wrong with the labels of a day
-- grain: one row is one flaw on one day; days without a flaw have none
-- key: day, flaw
-- time: day
-- parameters: none
-- tables: label_flaws
create table if not exists label_flaws (
    day DATE NOT NULL, -- UTC day of the views
    flaw VARCHAR NOT NULL, -- what is wrong; one of: duplicated sample id, unknown content
    labels BIGINT NOT NULL -- draws concerned; range: [1, inf)
)
