-- answers: what each raw statement of reasons becomes in the contract, or what is wrong with it
-- grain: one row of a dump; `problem` is null, or [column, its value, what was expected] for a row to reject
-- parameters: none
-- tables: raw_statements
-- dialect: duckdb; runs in the importer on raw_statements, the columns of a dump as text and the `line` of each row (null
-- when the reader does not count lines). The reason for each choice is in docs/import.md.
with parsed as (
    select
        line,
        uuid,
        platform_name,
        platform_uid,
        decision_visibility,
        decision_monetary,
        decision_provision,
        decision_account,
        decision_ground,
        category,
        content_type,
        content_language,
        content_date,
        territorial_scope,
        application_date,
        source_type,
        automated_detection,
        automated_decision,
        created_at,
        -- A list that is not JSON becomes null here and a problem below.
        try(from_json(decision_visibility, '["VARCHAR"]')) as visibilities,
        try(from_json(content_type, '["VARCHAR"]')) as content_types,
        -- Most scopes name 27 to 30 countries: text functions check them ten times faster than lists.
        -- A list of one country, however often repeated, has no letter left without that country.
        not regexp_matches(replace(territorial_scope, substr(territorial_scope, 3, 2), ''), '[A-Z]') as is_one_country,
        -- The dump writes dates with a time of 00:00:00; the interface that fills it takes plain dates too.
        try_strptime(content_date, ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d']) as content_created_at,
        try_strptime(application_date, ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d']) as actioned_at,
        -- The last column in full: a row cut short never looks complete.
        case when length(created_at) = 19 then try_strptime(created_at, '%Y-%m-%d %H:%M:%S') end as submitted_at,
        -- `SIA &quot;JOOM&quot;` -> `sia-joom`: the prefix that keeps equal ids of two platforms apart.
        trim(
            regexp_replace(
                regexp_replace(lower(platform_name), '&(#[0-9]+|[a-z]+);', ' ', 'g'), '[^\p{L}\p{N}]+', '-', 'g'
            ),
            '-'
        ) as platform
    from raw_statements
),

checked as (
    select
        *,
        case
            when try_cast(uuid as uuid) is null or length(uuid) <> 36
                then ['uuid', uuid, 'a UUID']
            when coalesce(platform, '') = ''
                then ['platform_name', platform_name, 'the name of a platform']
            when coalesce(platform_uid, '') = ''
                then ['platform_uid', platform_uid, 'the platform''s own id of the content']
            when submitted_at is null
                then ['created_at', created_at, 'a time YYYY-MM-DD HH:MM:SS']
            when content_created_at is null
                then ['content_date', content_date, 'a date YYYY-MM-DD']
            when content_created_at not between timestamp '2000-01-01' and timestamp '2038-01-01'
                then ['content_date', content_date, 'between 2000-01-01 and 2038-01-01']
            when actioned_at is null
                then ['application_date', application_date, 'a date YYYY-MM-DD']
            when actioned_at not between timestamp '2020-01-01' and timestamp '2038-01-01'
                then ['application_date', application_date, 'between 2020-01-01 and 2038-01-01']
            when (visibilities is null and decision_visibility <> '')
                or not list_has_all(
                    [
                        'DECISION_VISIBILITY_CONTENT_REMOVED', 'DECISION_VISIBILITY_CONTENT_DISABLED',
                        'DECISION_VISIBILITY_CONTENT_DEMOTED', 'DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED',
                        'DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED', 'DECISION_VISIBILITY_CONTENT_LABELLED',
                        'DECISION_VISIBILITY_OTHER'
                    ],
                    visibilities
                )
                then ['decision_visibility', decision_visibility, 'a JSON list of known DECISION_VISIBILITY_ values']
            when decision_monetary <> ''
                and decision_monetary not in (
                    'DECISION_MONETARY_SUSPENSION', 'DECISION_MONETARY_TERMINATION', 'DECISION_MONETARY_OTHER'
                )
                then ['decision_monetary', decision_monetary, 'a known DECISION_MONETARY_ value']
            when decision_provision <> ''
                and decision_provision not in (
                    'DECISION_PROVISION_PARTIAL_SUSPENSION', 'DECISION_PROVISION_TOTAL_SUSPENSION',
                    'DECISION_PROVISION_PARTIAL_TERMINATION', 'DECISION_PROVISION_TOTAL_TERMINATION'
                )
                then ['decision_provision', decision_provision, 'a known DECISION_PROVISION_ value']
            when decision_account <> ''
                and decision_account not in ('DECISION_ACCOUNT_SUSPENDED', 'DECISION_ACCOUNT_TERMINATED')
                then ['decision_account', decision_account, 'a known DECISION_ACCOUNT_ value']
            when coalesce(len(visibilities), 0) = 0
                and coalesce(decision_monetary, '') = ''
                and coalesce(decision_provision, '') = ''
                and coalesce(decision_account, '') = ''
                then ['decision_visibility', '', 'a decision here or in decision_monetary, _provision or _account']
            when coalesce(decision_ground, '') not in (
                'DECISION_GROUND_ILLEGAL_CONTENT', 'DECISION_GROUND_INCOMPATIBLE_CONTENT'
            )
                then ['decision_ground', decision_ground, 'a known DECISION_GROUND_ value']
            when coalesce(category, '') not in (
                'STATEMENT_CATEGORY_ANIMAL_WELFARE',
                'STATEMENT_CATEGORY_CONSUMER_INFORMATION',
                'STATEMENT_CATEGORY_CYBER_VIOLENCE',
                'STATEMENT_CATEGORY_CYBER_VIOLENCE_AGAINST_WOMEN',
                'STATEMENT_CATEGORY_DATA_PROTECTION_AND_PRIVACY_VIOLATIONS',
                'STATEMENT_CATEGORY_ILLEGAL_OR_HARMFUL_SPEECH',
                'STATEMENT_CATEGORY_INTELLECTUAL_PROPERTY_INFRINGEMENTS',
                'STATEMENT_CATEGORY_NEGATIVE_EFFECTS_ON_CIVIC_DISCOURSE_OR_ELECTIONS',
                'STATEMENT_CATEGORY_NON_CONSENSUAL_BEHAVIOUR',
                'STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE',
                'STATEMENT_CATEGORY_OTHER_VIOLATION_TC',
                'STATEMENT_CATEGORY_PORNOGRAPHY_OR_SEXUALIZED_CONTENT',
                'STATEMENT_CATEGORY_PROTECTION_OF_MINORS',
                'STATEMENT_CATEGORY_RISK_FOR_PUBLIC_SECURITY',
                'STATEMENT_CATEGORY_SCAMS_AND_FRAUD',
                'STATEMENT_CATEGORY_SCOPE_OF_PLATFORM_SERVICE',
                'STATEMENT_CATEGORY_SELF_HARM',
                'STATEMENT_CATEGORY_UNSAFE_AND_ILLEGAL_PRODUCTS',
                'STATEMENT_CATEGORY_UNSAFE_AND_PROHIBITED_PRODUCTS',
                'STATEMENT_CATEGORY_VIOLENCE'
            )
                then ['category', category, 'a known STATEMENT_CATEGORY_ value']
            when coalesce(len(content_types), 0) = 0
                or not list_has_all(
                    [
                        'CONTENT_TYPE_SYNTHETIC_MEDIA', 'CONTENT_TYPE_APP', 'CONTENT_TYPE_PRODUCT',
                        'CONTENT_TYPE_VIDEO', 'CONTENT_TYPE_IMAGE', 'CONTENT_TYPE_AUDIO', 'CONTENT_TYPE_TEXT',
                        'CONTENT_TYPE_OTHER'
                    ],
                    content_types
                )
                then ['content_type', content_type, 'a JSON list of known CONTENT_TYPE_ values']
            when content_language <> '' and not regexp_full_match(content_language, '[A-Za-z]{2}')
                then ['content_language', content_language, 'a language code of two letters (ISO 639-1)']
            when territorial_scope <> ''
                and not regexp_full_match(
                    territorial_scope,
                    '\["(AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)"'
                    || '(, ?"(AT|BE|BG|CY|CZ|DE|DK|EE|ES|FI|FR|GR|HR|HU|IE|IS|IT|LI|LT|LU|LV|MT|NL|NO|PL|PT|RO|SE|SI|SK)")*\]'
                )
                and territorial_scope <> '[]'
                then ['territorial_scope', territorial_scope, 'a JSON list of EEA country codes (ISO 3166-1)']
            when coalesce(source_type, '') not in (
                'SOURCE_ARTICLE_16', 'SOURCE_TRUSTED_FLAGGER', 'SOURCE_TYPE_OTHER_NOTIFICATION', 'SOURCE_VOLUNTARY'
            )
                then ['source_type', source_type, 'a known SOURCE_ value']
            when coalesce(automated_detection, '') not in ('Yes', 'No')
                then ['automated_detection', automated_detection, 'Yes or No']
            when coalesce(automated_decision, '') not in (
                'AUTOMATED_DECISION_FULLY', 'AUTOMATED_DECISION_PARTIALLY', 'AUTOMATED_DECISION_NOT_AUTOMATED'
            )
                then ['automated_decision', automated_decision, 'a known AUTOMATED_DECISION_ value']
        end as problem
    from parsed
)

select
    line,
    problem,
    lower(uuid) as action_id,
    platform || ':' || platform_uid as content_id,
    lower(replace(category, 'STATEMENT_CATEGORY_', '')) as policy_id,
    case
        when source_type = 'SOURCE_TRUSTED_FLAGGER' then 'trusted_flagger'
        when source_type <> 'SOURCE_VOLUNTARY' then 'user_report'
        when automated_detection = 'Yes' then 'automated'
        else 'internal'
    end as detection_source,
    -- The most severe decision of the statement, from the account down to a label.
    case
        when decision_account = 'DECISION_ACCOUNT_TERMINATED' then 'terminate_account'
        when decision_account = 'DECISION_ACCOUNT_SUSPENDED' then 'suspend_account'
        when decision_provision <> '' then 'suspend_service'
        when list_contains(visibilities, 'DECISION_VISIBILITY_CONTENT_REMOVED') then 'remove'
        when list_contains(visibilities, 'DECISION_VISIBILITY_CONTENT_DISABLED') then 'disable'
        when list_contains(visibilities, 'DECISION_VISIBILITY_CONTENT_AGE_RESTRICTED') then 'age_restrict'
        when list_contains(visibilities, 'DECISION_VISIBILITY_CONTENT_INTERACTION_RESTRICTED') then 'restrict_interaction'
        when list_contains(visibilities, 'DECISION_VISIBILITY_CONTENT_DEMOTED') then 'demote'
        when list_contains(visibilities, 'DECISION_VISIBILITY_OTHER') then 'demote'
        when decision_monetary <> '' then 'demonetise'
        else 'label'
    end as action_type,
    case decision_ground when 'DECISION_GROUND_ILLEGAL_CONTENT' then 'illegal' else 'terms' end as decision_ground,
    -- The most specific of several types, whatever their order in the list.
    case
        when list_contains(content_types, 'CONTENT_TYPE_SYNTHETIC_MEDIA') then 'synthetic_media'
        when list_contains(content_types, 'CONTENT_TYPE_APP') then 'app'
        when list_contains(content_types, 'CONTENT_TYPE_PRODUCT') then 'product'
        when list_contains(content_types, 'CONTENT_TYPE_VIDEO') then 'video'
        when list_contains(content_types, 'CONTENT_TYPE_IMAGE') then 'image'
        when list_contains(content_types, 'CONTENT_TYPE_AUDIO') then 'audio'
        when list_contains(content_types, 'CONTENT_TYPE_TEXT') then 'text'
        else 'other'
    end as content_type,
    case when is_one_country and territorial_scope <> '[]' then substr(territorial_scope, 3, 2) else 'ZZ' end as market,
    lower(nullif(content_language, '')) as language,
    content_created_at,
    actioned_at,
    automated_detection = 'Yes' as automated_detection,
    case automated_decision
        when 'AUTOMATED_DECISION_FULLY' then 'full'
        when 'AUTOMATED_DECISION_PARTIALLY' then 'partial'
        else 'none'
    end as automated_decision
from checked
