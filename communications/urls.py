from django.urls import path

from .views import events, feeds, following, items, papers

app_name = "communications"
urlpatterns = [
    path("", items.item_list, name="item_list"),
    path("rss/", feeds.item_rss, name="item_rss"),
    path("atom/", feeds.item_atom, name="item_atom"),
    path("calendar/", events.event_list, name="event_list"),
    path("calendar.ics", events.calendar_file, name="calendar_file"),
    path("<int:pk>.ics", events.event_file, name="event_file"),
    path("follow/", following.subscribe, name="subscribe"),
    path("follow/<str:token>/", following.subscription, name="subscription"),
    path("unsubscribe/<str:token>/", following.unsubscribe, name="unsubscribe"),
    path("<int:pk>/", items.item_show, name="item_show"),
    path("<int:pk>.pdf", papers.item_paper, name="item_paper"),
    path("<int:pk>/files/<slug:key>/", items.item_file, name="item_file"),
    path("<int:pk>/files/<slug:key>/small/", items.item_file, {"small": True}, name="item_file_small"),
]
