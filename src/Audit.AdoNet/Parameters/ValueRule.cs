using System.Data.Common;
using System.IO.Enumeration;
using Audit.Events;
using Audit.Redaction;
using Microsoft.Extensions.Compliance.Classification;

namespace Audit.AdoNet.Parameters;

/// <summary>A rule that was read once.</summary>
internal sealed class ValueRule
{
    private readonly string[] _databases;
    private readonly string[] _servers;
    private readonly string[] _names;
    private readonly string[] _types;

    private ValueRule(ParameterValueRule rule)
    {
        _databases = [.. rule.Databases];
        _servers = [.. rule.Servers];
        _names = [.. rule.Names.Select(ParameterNames.WithoutPrefix)];
        _types = [.. rule.Types];
        Classification = AuditDataClassifications.TryParse(rule.Classification, out var classification) ? classification : DataClassification.Unknown;
    }

    public DataClassification Classification { get; }

    /// <summary>The rules that can fit the parameters of commands sent to a database.</summary>
    public static ValueRule[] For(DatabaseTarget target, AdoNetParameterOptions options) =>
        [.. options.Rules.Select(static rule => new ValueRule(rule)).Where(rule => Fits(rule._databases, target.Name) && Fits(rule._servers, target.Server))];

    /// <summary>Whether the rule fits a parameter of such a command.</summary>
    /// <param name="name">The parameter's name without prefix.</param>
    /// <param name="parameter">The parameter.</param>
    public bool Fits(string name, DbParameter parameter) => Fits(_names, name) && FitsType(parameter);

    private bool FitsType(DbParameter parameter)
    {
        if (_types.Length == 0)
            return true;
        return (ParameterType.GeneralOf(parameter) is { } general && Fits(_types, general)) || (ParameterType.OwnOf(parameter) is { } own && Fits(_types, own));
    }

    private static bool Fits(string[] patterns, string text)
    {
        foreach (var pattern in patterns)
        {
            if (FileSystemName.MatchesSimpleExpression(pattern, text))
                return true;
        }

        return patterns.Length == 0;
    }
}
