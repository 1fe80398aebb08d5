Feature: Returning an item
  What the customer sends back is paid back to her.

  Rule: A return is paid back in full

    Scenario: Ada returns a chain that is too long
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she returns it because it is "too long"
      Then the website, the returns desk and the bank agree on her return
      And the website and the returns desk call her order "returned"
