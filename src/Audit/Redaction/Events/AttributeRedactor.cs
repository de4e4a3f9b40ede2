using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Audit.Context;
using Audit.Events;

namespace Audit.Redaction.Events;

/// <summary>
/// Redacts the attributes of events, and those of contexts: many events share a context, so what became of the contexts seen last is kept.
/// A context holds values only, and few are kept.
/// </summary>
internal sealed class AttributeRedactor(IAuditRedactor redactor, int maxCount)
{
    private const int Slots = 256;

    private readonly Entry?[] _recent = new Entry?[Slots];

    public AuditContext Redact(AuditContext context, ref RedactionFlags flags)
    {
        if (context.Attributes.IsDefaultOrEmpty)
            return context;

        ref var slot = ref _recent[RuntimeHelpers.GetHashCode(context) & (Slots - 1)];
        var entry = Volatile.Read(ref slot);
        if (entry is null || !ReferenceEquals(entry.Given, context))
        {
            var attributes = Redact(context.Attributes, out var isTruncated);
            entry = new Entry(context, attributes == context.Attributes ? context : context with { Attributes = attributes }, isTruncated);
            Volatile.Write(ref slot, entry);
        }

        flags.Add(Redactions.AttributesTruncated, entry.IsTruncated);
        return entry.Redacted;
    }

    public ImmutableArray<AuditAttribute> Redact(ImmutableArray<AuditAttribute> attributes, ref RedactionFlags flags)
    {
        if (attributes.IsDefaultOrEmpty)
            return attributes;
        var redacted = Redact(attributes, out var isTruncated);
        flags.Add(Redactions.AttributesTruncated, isTruncated);
        return redacted;
    }

    private ImmutableArray<AuditAttribute> Redact(ImmutableArray<AuditAttribute> attributes, out bool isTruncated)
    {
        isTruncated = attributes.Length > maxCount;
        // Of equal names the last counts, so the last are kept.
        var given = attributes.AsSpan()[(attributes.Length - Math.Min(attributes.Length, maxCount))..];
        var written = isTruncated ? given.ToArray() : null;
        for (var i = 0; i < given.Length; i++)
        {
            if (string.IsNullOrEmpty(given[i].Value))
                continue;
            var redacted = redactor.RedactAttribute(given[i].Name ?? "", given[i].Value);
            isTruncated |= redacted.IsTruncated;
            if (redacted.Text == given[i].Value)
                continue;
            written ??= given.ToArray();
            written[i] = written[i] with { Value = redacted.Text };
        }

        return written is null ? attributes : [.. written];
    }

    private sealed record Entry(AuditContext Given, AuditContext Redacted, bool IsTruncated);
}
