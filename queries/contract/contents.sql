-- answers: what content and accounts there are
-- grain: one row is a piece of content or an account
-- key: content_id
-- time: created_at
-- parameters: none
-- tables: contents
create table if not exists contents (
    content_id VARCHAR NOT NULL, -- id of the content
    creator_id VARCHAR NOT NULL, -- pseudonymous id of the account that made it; equal to content_id when it is not known
    content_type VARCHAR NOT NULL, -- kind of content, lower case: text, image, video ...
    market VARCHAR NOT NULL, -- ISO 3166-1 alpha-2 code, upper case; ZZ when unknown
    language VARCHAR, -- ISO 639-1 code, lower case
    created_at TIMESTAMP NOT NULL -- UTC; when it was made
)
