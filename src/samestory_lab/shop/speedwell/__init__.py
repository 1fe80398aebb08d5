"""What Speedwell Cycles adds to django-oscar: changing orders, mailed prices, an outbox."""
