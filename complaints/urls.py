from django.urls import path

from .views import figures, filing, similar

app_name = "complaints"
urlpatterns = [
    path("new/", filing.complaint_file, name="complaint_file"),
    path("similar/", similar.complaint_similar, name="complaint_similar"),
    path("figures/", figures.figures, name="figures"),
    path("figures/<slug:table>.csv", figures.figure_table, name="figure_table"),
]
