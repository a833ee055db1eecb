from django.urls import path

from .views import feed, figures, filing, inventories, published, similar

app_name = "complaints"
urlpatterns = [
    path("new/", filing.complaint_file, name="complaint_file"),
    path("similar/", similar.complaint_similar, name="complaint_similar"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:table>.csv", figures.figure_table, name="figure_table"),
    path("inventories/<int:year>/", inventories.inventory, name="inventory"),
    path("inventories/<int:year>.pdf", inventories.inventory_paper, name="inventory_paper"),
    path("published/", published.complaint_list, name="complaint_list"),
    path("published/feed/", feed.complaint_feed, name="complaint_feed"),
    path("published/map.json", published.complaint_map, name="complaint_map"),
    path("published/<str:reference>/", published.complaint_show, name="complaint_show"),
    path("published/<str:reference>/photos/<str:key>/", published.published_photo, name="published_photo"),
    path(
        "published/<str:reference>/photos/<str:key>/small/",
        published.published_photo,
        {"small": True},
        name="published_photo_small",
    ),
]
