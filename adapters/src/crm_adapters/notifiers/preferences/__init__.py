"""The notification preferences of each person, which override the deployment's."""
