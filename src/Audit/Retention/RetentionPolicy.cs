using System.Collections.Frozen;
using Audit.Events;

namespace Audit.Retention;

/// <summary>Assigns each event its retention class: the event's own, else the category's, else the default.</summary>
internal sealed class RetentionPolicy
{
    private readonly FrozenDictionary<string, RetentionClass> _byName;
    private readonly RetentionClass[] _byCategory;
    private readonly RetentionClass _default;

    public RetentionPolicy(AuditRetentionOptions options)
    {
        Classes = [.. options.Classes.Select((entry, index) => new RetentionClass(index, entry.Key, (long)entry.Value.KeepFor.TotalSeconds))];
        _byName = Classes.ToFrozenDictionary(entry => entry.Name, StringComparer.OrdinalIgnoreCase);
        _default = _byName[options.Default];
        _byCategory = [.. Enum.GetValues<EventCategory>().Select(
            category => options.ByCategory.TryGetValue(category.ToCanonicalName(), out var name) ? _byName[name] : _default)];
    }

    public IReadOnlyList<RetentionClass> Classes { get; }

    /// <summary>The class of an event.</summary>
    /// <param name="auditEvent">The event.</param>
    /// <param name="isKnown"><see langword="false"/> when the event names a class that is not configured, so that another one stands in.</param>
    public RetentionClass ClassOf(AuditEvent auditEvent, out bool isKnown)
    {
        isKnown = true;
        if (!string.IsNullOrEmpty(auditEvent.RetentionClass))
        {
            if (_byName.TryGetValue(auditEvent.RetentionClass, out var named))
                return named;
            isKnown = false;
        }

        var category = (int)auditEvent.Category;
        return category < _byCategory.Length ? _byCategory[category] : _default;
    }
}
