from django.urls import path

from .views import filing, similar

app_name = "complaints"
urlpatterns = [
    path("new/", filing.complaint_file, name="complaint_file"),
    path("similar/", similar.complaint_similar, name="complaint_similar"),
]
