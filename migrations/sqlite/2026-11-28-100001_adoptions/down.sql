DROP TABLE adoption_steps;
DROP TABLE adoption_differences;
DROP TABLE adoption_agreements;
DROP TABLE adoption_prices;
DROP TABLE adoptions;
DROP INDEX member_extras_subscription;
DROP INDEX member_extras_customer;
ALTER TABLE subscriptions DROP COLUMN settled_until;
