"""samestory asks all systems of a company whether they tell the customer the same story."""
