{{ config(materialized='table_function', parameters=['features']) }}

{{ score_given(given_as_json('features')) }}
