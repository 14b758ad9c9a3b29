"""Which alarms injected faults raise, and that undisturbed months raise none."""
