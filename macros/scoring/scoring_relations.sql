{% macro scoring_relations(features='wide_features') %}
{#- The relations that scoring reads: the named model with the features, the fit of each date, and the fits'
    parameters. -#}
{{ return({
    'features': ref(features),
    'fits': ref('scoring_fits'),
    'parameters': ref('segment_parameters'),
    'preparation': ref('feature_preparation'),
    'knots': ref('feature_knots'),
}) }}
{% endmacro %}
