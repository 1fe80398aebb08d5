"""samestory: do all systems of a company tell the customer the same story?"""
