using System.Collections.Immutable;
using Audit.Events;

namespace Audit.Redaction.Events;

/// <summary>Redacts the change of an entity: its values by the properties' names, its key by its look.</summary>
internal sealed class EntityRedactor(IAuditRedactor redactor, int maxChanges)
{
    public EntityChange? Redact(EntityChange? entity, ref RedactionFlags flags)
    {
        if (entity is null)
            return null;
        var key = entity.Key;
        if (!string.IsNullOrEmpty(key))
        {
            var redacted = redactor.RedactText(key);
            flags.Add(Redactions.ChangesTruncated, redacted.IsTruncated);
            key = redacted.Text == key ? key : redacted.Text;
        }

        var changes = entity.Changes.IsDefaultOrEmpty ? entity.Changes : Redact(entity.Changes, ref flags);
        return ReferenceEquals(key, entity.Key) && changes == entity.Changes ? entity : entity with { Key = key, Changes = changes };
    }

    private ImmutableArray<PropertyChange> Redact(ImmutableArray<PropertyChange> changes, ref RedactionFlags flags)
    {
        var given = changes.AsSpan()[..Math.Min(changes.Length, maxChanges)];
        var isCut = given.Length < changes.Length;
        flags.Add(Redactions.ChangesTruncated, isCut);
        var written = isCut ? given.ToArray() : null;
        for (var i = 0; i < given.Length; i++)
        {
            var before = Redact(given[i].Property, given[i].Before, ref flags);
            var after = Redact(given[i].Property, given[i].After, ref flags);
            if (before == given[i].Before && after == given[i].After)
                continue;
            written ??= given.ToArray();
            written[i] = new PropertyChange(given[i].Property, before, after);
        }

        return written is null ? changes : [.. written];
    }

    private string? Redact(string property, string? value, ref RedactionFlags flags)
    {
        if (string.IsNullOrEmpty(value))
            return value;
        var redacted = redactor.RedactValue(property ?? "", value);
        flags.Add(Redactions.ChangesTruncated, redacted.IsTruncated);
        return redacted.Text;
    }
}
