from django.urls import path

from .views import figures, filing, inventories, similar

app_name = "complaints"
urlpatterns = [
    path("new/", filing.complaint_file, name="complaint_file"),
    path("similar/", similar.complaint_similar, name="complaint_similar"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:table>.csv", figures.figure_table, name="figure_table"),
    path("inventories/<int:year>/", inventories.inventory, name="inventory"),
    path("inventories/<int:year>.pdf", inventories.inventory_paper, name="inventory_paper"),
]
