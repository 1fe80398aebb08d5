Feature: What is in stock
  Nobody is sold, promised or mailed what is not there.

  Rule: Shop and CRM quote the ERP's stock

    @story-6
    Scenario: Shop and CRM quote the ERP's stock
      Given Ada is a customer of the shop
      When the warehouse counts 7 "Mini pump"
      Then the website, the CRM and the ERP agree on the stock of "Mini pump"
