from modeltranslation.translator import TranslationOptions, register

from .models import DeadlineRule, EscalationStep, Ground, Measure, Topic, TopicQuestion


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name", "help", "stop_notice", "competent_body")


@register(DeadlineRule)
class DeadlineRuleTranslation(TranslationOptions):
    fields = ("name", "legal_reference")


@register(EscalationStep)
class EscalationStepTranslation(TranslationOptions):
    fields = ("name",)


@register(Ground)
class GroundTranslation(TranslationOptions):
    fields = ("name", "legal_reference")


@register(TopicQuestion)
class TopicQuestionTranslation(TranslationOptions):
    fields = ("label", "help", "options")


@register(Measure)
class MeasureTranslation(TranslationOptions):
    fields = ("text",)
