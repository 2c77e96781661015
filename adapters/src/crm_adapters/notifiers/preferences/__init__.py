"""How each person wants to be notified, laid over what the deployment says."""
