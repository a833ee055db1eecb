"""One user model for citizens and staff, and what staff are in a commune."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.communes.models import Commune, Department
from portal.prepared import Prepared

from .querysets import MembershipQuerySet
from .roles import Role

LANGUAGES = [("ar", "العربية"), ("fr", "Français")]


class Alerts(models.TextChoices):
    """How a member of staff is warned of what is not urgent."""

    DIGEST = "digest", _("one message each working morning")
    EACH = "each", _("a message for each alert")


class UserManager(BaseUserManager["User"]):
    def create_user(self, email=None, password=None, **fields):
        email = self.normalize_email(email).lower() if email else None
        user = self.model(email=email, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """The installation's administrator: technical rights only, no role in any commune."""
        return self.create_user(email, password, is_superuser=True, is_staff=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person: a name in Arabic or Latin letters (at least one), an e-mail or a phone (E.164). No national ID."""

    email = models.EmailField(_("e-mail"), unique=True, null=True, blank=True)
    phone = models.CharField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    name_ar = models.CharField(_("name in Arabic letters"), max_length=120, blank=True)
    name_latin = models.CharField(_("name in Latin letters"), max_length=120, blank=True)
    language = models.CharField(_("preferred language"), max_length=5, choices=LANGUAGES, default="ar")
    shortcuts = models.BooleanField(_("keyboard shortcuts"), default=True)
    alerts = models.CharField(
        _("alerts"), max_length=10, choices=Alerts.choices, default=Alerts.DIGEST, db_default=Alerts.DIGEST
    )
    is_staff = models.BooleanField(_("works for a commune"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    joined_at = models.DateTimeField(_("joined at"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name_latin"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(condition=~Q(name_ar="", name_latin=""), name="user_has_a_name"),
            models.CheckConstraint(
                condition=Q(email__isnull=False) | Q(phone__isnull=False), name="user_has_an_address"
            ),
        ]

    def __str__(self):
        return self.get_full_name()

    def get_full_name(self):
        names = (self.name_ar, self.name_latin)
        first, second = names if get_language() == "ar" else reversed(names)
        return first or second

    get_short_name = get_full_name

    def memberships_in(self, commune):
        """This person's active memberships in a commune: one query, kept on the instance."""
        if not hasattr(self, "_memberships"):
            self._memberships = _memberships_of(user=self.pk) if self.is_active else []
        return [m for m in self._memberships if commune and m.commune_id == commune.pk]

    def has_role(self, commune, *roles):
        """Whether this person holds one of the roles in the commune (any role when none is named)."""
        return any(not roles or m.role in roles for m in self.memberships_in(commune))

    def departments_in(self, commune):
        """Ids of the departments this person works in."""
        return {m.department_id for m in self.memberships_in(commune) if m.department_id}

    def communes(self):
        return Commune.objects.filter(memberships__user=self, memberships__ended_at__isnull=True)


@Prepared
def _memberships_of(user):
    return Membership.objects.filter(user=user, ended_at__isnull=True)


class Membership(models.Model):
    """A role of a person in a commune. Clerks and heads belong to a department. Ended, never deleted."""

    user = models.ForeignKey(User, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    commune = models.ForeignKey(Commune, models.PROTECT, related_name="memberships", verbose_name=_("commune"))
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("department")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    title = models.CharField(_("title"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "commune", "department", "role"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="membership_once",
            ),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
        ]

    def __str__(self):
        return f"{self.user} · {self.get_role_display()}"


class Absence(models.Model):
    """Days (inclusive) on which a member is away, and who stands in."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="absences", verbose_name=_("member"))
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    substitute = models.ForeignKey(
        Membership, models.PROTECT, null=True, blank=True, related_name="stands_in", verbose_name=_("substitute")
    )

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [models.CheckConstraint(condition=Q(from_on__lte=F("to_on")), name="absence_in_order")]

    def __str__(self):
        return f"{self.from_on} – {self.to_on}"
