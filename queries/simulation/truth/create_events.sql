-- answers: what is planted
-- grain: one event
-- parameters: none
-- tables: truth.events
-- dialect: duckdb
create table truth.events (
    event varchar not null,
    kind varchar not null,
    since date not null, -- first day
    until date not null, -- the day after the last one
    policy_id varchar,
    market varchar,
    surface varchar,
    content_type varchar,
    rule_id varchar,
    site varchar,
    size double not null, -- in the unit named
    unit varchar not null,
    what varchar not null
)
