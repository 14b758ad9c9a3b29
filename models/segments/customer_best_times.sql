{{ best_times(ref('event_times'), ['customer_id'], enough=5) }}
