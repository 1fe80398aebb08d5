"""What Speedwell Cycles adds to django-newsletter: an interface for staff, and an outbox."""
