from django.urls import path

from .views import filing

app_name = "complaints"
urlpatterns = [
    path("new/", filing.complaint_file, name="complaint_file"),
]
