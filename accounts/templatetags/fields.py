"""Fields of forms, as every page draws them."""

from django import template

register = template.Library()


@register.filter
def widget(field):
    """Return the field's input without a placeholder: the label above it says the same, and stays."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def input_type(field):
    """Return the type of the field's input, `checkbox` for instance; empty where it is no input."""
    return getattr(field.field.widget, "input_type", "")
