Feature: Preferred customers
  A customer who has earned a better price has it everywhere.

  Rule: Preferred pricing follows the customer

    @story-19
    Scenario: Ada becomes a preferred customer
      Given Ada is a customer of the shop
      When marketing makes her a preferred customer
      Then the website, the CRM, the ERP and the marketing list agree on her membership

    @story-19
    Scenario: Ada pays her preferred price
      Given Ada is a customer of the shop
      And marketing has made her a preferred customer
      And the website and the marketing list agree on her membership
      When she orders 2 "Mini pump" at 22.41 EUR each
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
