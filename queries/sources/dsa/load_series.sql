-- answers: how a value of the EU DSA database belongs to the series a page draws
-- grain: one row per dimension, value filed and series it counts in
-- parameters: none
-- tables: none
-- Categories: on 2025-07-01 the list changed from 14 to 16 codes. The official correspondence renames two; two have no
-- successor and end there; six begin there. Codes not listed here are their own series.
-- Territories: EU, EEA and EEA_no_IS stand for lists of countries, so a country's total adds the aliases that hold it.
create table dsa_series as
select dimension, value, series
from (
    select 'category' as dimension, value, series
    from (
        values
        ('STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE', 'STATEMENT_CATEGORY_OTHER_VIOLATION_TC'),
        ('STATEMENT_CATEGORY_UNSAFE_AND_ILLEGAL_PRODUCTS', 'STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS')
    ) as renamed (value, series)
    union all
    select 'territorial_scope' as dimension, alias as value, country as series
    from (
        values
        ('AT'), ('BE'), ('BG'), ('CY'), ('CZ'), ('DE'), ('DK'), ('EE'), ('ES'), ('FI'), ('FR'), ('GR'), ('HR'), ('HU'),
        ('IE'), ('IT'), ('LT'), ('LU'), ('LV'), ('MT'), ('NL'), ('PL'), ('PT'), ('RO'), ('SE'), ('SI'), ('SK')
    ) as union_countries (country)
    cross join (values ('EU'), ('EEA'), ('EEA_no_IS')) as union_aliases (alias)
    union all
    select 'territorial_scope' as dimension, alias as value, country as series
    from (
        values ('NO', 'EEA'), ('LI', 'EEA'), ('IS', 'EEA'), ('NO', 'EEA_no_IS'), ('LI', 'EEA_no_IS')
    ) as other_countries (country, alias)
) as belonging
order by dimension, value, series
