using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Data.Common;
using System.Runtime.InteropServices;
using Audit.Events;
using Audit.Redaction;
using Microsoft.Extensions.Options;

namespace Audit.AdoNet.Parameters;

/// <summary>Takes the parameters of a command: names always, values only where someone opted in, and then redacted.</summary>
internal sealed class ParameterCapture
{
    private static readonly char[] Prefixes = ['@', ':', '$', '?'];

    private readonly AdoNetParameterOptions _options;
    private readonly FrozenSet<string> _recordedNames;
    private readonly ParameterNames _names = new();
    private readonly IAuditRedactor _redactor;

    public ParameterCapture(IOptions<AdoNetParameterOptions> options, IAuditRedactor redactor)
    {
        _options = options.Value;
        _recordedNames = _options.Names.Select(WithoutPrefix).ToFrozenSet(StringComparer.OrdinalIgnoreCase);
        _redactor = redactor;
    }

    /// <summary>Reads the parameters.</summary>
    /// <param name="parameters">Those of the command.</param>
    /// <param name="recordsValues">Whether values are recorded for the command's database.</param>
    /// <param name="truncated">Whether some were left out.</param>
    public ImmutableArray<AuditParameter> Read(DbParameterCollection parameters, bool recordsValues, out bool truncated)
    {
        var count = parameters.Count;
        truncated = count > _options.MaxCount;
        if (truncated)
            count = _options.MaxCount;
        if (count == 0)
            return [];
        return recordsValues || _recordedNames.Count > 0 ? ReadValues(parameters, count, recordsValues) : _names.Of(parameters, count);
    }

    private ImmutableArray<AuditParameter> ReadValues(DbParameterCollection parameters, int count, bool recordsValues)
    {
        var read = new AuditParameter[count];
        for (var i = 0; i < count; i++)
        {
            var parameter = parameters[i];
            var name = ParameterNames.NameOf(parameter, i);
            read[i] = new AuditParameter(name, recordsValues || _recordedNames.Contains(WithoutPrefix(name)) ? Redact(name, parameter.Value) : Redacted.Marker);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(read);
    }

    private string Redact(string name, object? value) =>
        _redactor.RedactValue(WithoutPrefix(name), ParameterValue.Format(value, _options.MaxValueLength, _options.MaxElements));

    private static string WithoutPrefix(string name) => name.TrimStart(Prefixes);
}
