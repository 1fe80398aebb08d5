"""Oscar's app of partners and prices, forked in the way that Oscar describes, for its prices."""
