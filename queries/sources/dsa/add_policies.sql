-- answers: a policy for every statement category seen that the warehouse does not have yet
-- grain: one category of the DSA Transparency Database (old and new list; see docs/import.md on 2025-07-01)
-- parameters: parts texts
-- tables: policies
-- dialect: duckdb; `parts` are staged Parquet files, in file order
insert into policies (policy_id, name, area, severity, dsa_category)
select
    category.policy_id,
    category.name,
    'dsa_statement_category' as area,
    -- A category has no severity of its own; 2 is a placeholder until somebody assesses it.
    2 as severity,
    category.dsa_category
from (
    values
        ('animal_welfare', 'Animal welfare', 'ANIMAL_WELFARE'),
        ('consumer_information', 'Consumer information', 'CONSUMER_INFORMATION'),
        ('cyber_violence', 'Cyber violence', 'CYBER_VIOLENCE'),
        ('cyber_violence_against_women', 'Cyber violence against women', 'CYBER_VIOLENCE_AGAINST_WOMEN'),
        ('data_protection_and_privacy_violations', 'Data protection and privacy violations', 'DATA_PROTECTION_AND_PRIVACY_VIOLATIONS'),
        ('illegal_or_harmful_speech', 'Illegal or harmful speech', 'ILLEGAL_OR_HARMFUL_SPEECH'),
        ('intellectual_property_infringements', 'Intellectual property infringements', 'INTELLECTUAL_PROPERTY_INFRINGEMENTS'),
        ('negative_effects_on_civic_discourse_or_elections', 'Negative effects on civic discourse or elections', 'NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS'),
        ('non_consensual_behaviour', 'Non consensual behaviour', 'NON_CONSENSUAL_BEHAVIOUR'),
        ('not_specified_notice', 'Type of violation not specified by the notice', 'NOT_SPECIFIED_NOTICE'),
        ('other_violation_tc', 'Other violation of terms and conditions', 'OTHER_VIOLATION_TC'),
        ('pornography_or_sexualized_content', 'Pornography or sexualized content', 'PORNOGRAPHY_OR_SEXUALIZED_CONTENT'),
        ('protection_of_minors', 'Protection of minors', 'PROTECTION_OF_MINORS'),
        ('risk_for_public_security', 'Risk for public security', 'RISK_FOR_PUBLIC_SECURITY'),
        ('scams_and_fraud', 'Scams and fraud', 'SCAMS_AND_FRAUD'),
        ('scope_of_platform_service', 'Scope of platform service', 'SCOPE_OF_PLATFORM_SERVICE'),
        ('self_harm', 'Self-harm', 'SELF_HARM'),
        ('unsafe_and_illegal_products', 'Unsafe and illegal products', 'UNSAFE_AND_ILLEGAL_PRODUCTS'),
        ('unsafe_and_prohibited_products', 'Unsafe and prohibited products', 'UNSAFE_AND_PROHIBITED_PRODUCTS'),
        ('violence', 'Violence', 'VIOLENCE')
) as category (policy_id, name, dsa_category)
where
    category.policy_id in (select policy_id from read_parquet(:parts) where problem is null)
    and not exists (select 1 from policies as known where known.policy_id = category.policy_id)
order by category.policy_id
