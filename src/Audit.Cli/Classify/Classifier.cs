using Audit.Classification;
using Audit.Hosting;
using Audit.Statements;
using Microsoft.Extensions.Options;

namespace Audit.Cli.Classify;

/// <summary>The engine's classifier, for texts that are seen once and shown whole.</summary>
internal static class Classifier
{
    public static IStatementClassifier Create()
    {
        var options = new AuditOptions();
        options.Classification.CacheBytes = 0;
        options.Classification.MaxStatementLength = int.MaxValue;
        return new StatementClassifier(Options.Create(options));
    }
}
