using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using Audit.Events;
using Audit.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Parameters;

/// <summary>Takes the parameters of a command: names always, values only where a rule says so, and then redacted.</summary>
internal sealed class ParameterCapture(IOptions<AdoNetParameterOptions> options, IAuditRedactor redactor)
{
    private readonly AdoNetParameterOptions _options = options.Value;
    private readonly ParameterNames _names = new();

    /// <summary>Reads the parameters.</summary>
    /// <param name="parameters">Those of the command.</param>
    /// <param name="rules">The rules for values of the command's database.</param>
    /// <param name="truncated">Whether some were left out, or a value was cut.</param>
    public ImmutableArray<AuditParameter> Read(DbParameterCollection parameters, ValueRule[] rules, out bool truncated)
    {
        var count = parameters.Count;
        truncated = count > _options.MaxCount;
        if (truncated)
            count = _options.MaxCount;
        if (count == 0)
            return [];
        return rules.Length > 0 ? ReadValues(parameters, count, rules, ref truncated) : _names.Of(parameters, count);
    }

    private ImmutableArray<AuditParameter> ReadValues(DbParameterCollection parameters, int count, ValueRule[] rules, ref bool truncated)
    {
        var read = new AuditParameter[count];
        for (var i = 0; i < count; i++)
        {
            var parameter = parameters[i];
            var name = ParameterNames.NameOf(parameter, i);
            var recorded = Redact(ParameterNames.WithoutPrefix(name), parameter, rules);
            truncated |= recorded.IsTruncated;
            read[i] = new AuditParameter(name, recorded.Text);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(read);
    }

    private RedactedText Redact(string name, DbParameter parameter, ValueRule[] rules)
    {
        foreach (var rule in rules)
        {
            if (rule.Fits(name, parameter))
                return Redact(name, parameter.Value, rule);
        }

        return RedactedText.Hidden;
    }

    private RedactedText Redact(string name, object? value, ValueRule rule)
    {
        var text = ParameterValue.Format(value, _options.MaxValueLength, _options.MaxElements, out var isTruncated);
        var redacted = redactor.RedactValue(name, text, rule.Classification);
        return redacted with { IsTruncated = redacted.IsTruncated || (isTruncated && redacted.Text != Redacted.Marker) };
    }
}
