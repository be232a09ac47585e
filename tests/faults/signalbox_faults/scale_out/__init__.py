"""Two backends, two orchestrators, four instances of an ML service behind a load balancer; any of them is killed under load."""
