"""Our app in Creme: what the shop's customers and orders become when they reach the CRM."""
