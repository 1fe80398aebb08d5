Feature: Logging in with an address that marketing knows
  If we can write to her, we know her.

  Rule: Anyone we mail can log in

    @critical @story-18
    Scenario: Ada logs in with the address that marketing mailed this morning
      Given marketing mails its offers to Ada
      When she logs in to the website with that address
      Then the website knows her
      And the website, the CRM and the marketing list agree on who she is

    @story-18 @story-11
    Scenario: Logging in makes no second Ada
      Given marketing mails its offers to Ada
      When she logs in to the website with that address
      Then the CRM keeps exactly one record of her

  Rule: Signing up twice gives one subscription

    @story-22
    Scenario: Ada signs up for offers that she gets already
      Given marketing mails its offers to Ada
      And she is a customer of the shop
      When she signs up for offers again
      Then the marketing list keeps exactly one record of her
      And the website and the marketing list agree on her subscription
      And the CRM keeps exactly one record of her
