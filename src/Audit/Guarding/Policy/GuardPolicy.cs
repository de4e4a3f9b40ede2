using System.Collections.Frozen;
using Audit.Events;
using Audit.Guarding.Configuration;
using Audit.Statements;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Audit.Guarding.Policy;

/// <summary>
/// An ordered list of rules, of which the first that matches counts. It is asked for each statement of a batch and each table that a statement harms;
/// the strictest answer decides. Immutable and thread-safe; asking allocates nothing and changes nothing, so that it can be asked about the past, too.
/// </summary>
public sealed class GuardPolicy
{
    private readonly CompiledRule[] _rules;
    private readonly GuardAction _defaultAction;
    private readonly FrozenSet<string>? _operations;
    private readonly bool _enabled;

    private GuardPolicy(GuardOptions options)
    {
        var rules = options.Rules.Count > 0 ? options.Rules : DefaultRules.Create();
        _rules = [.. rules.Select(static (rule, index) => new CompiledRule(rule, index))];
        _defaultAction = options.DefaultAction;
        _enabled = options.Enabled;
        var operations = _rules.SelectMany(static rule => rule.Operations).ToFrozenSet(StringComparer.Ordinal);
        _operations = operations.Count == 0 ? null : operations;
    }

    /// <summary>Makes a policy of options.</summary>
    /// <param name="options">The options; changes made to them later have no effect.</param>
    /// <exception cref="OptionsValidationException">An option is not allowed; every error names its key.</exception>
    public static GuardPolicy Create(GuardOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var result = new GuardOptionsValidator().Validate(Options.DefaultName, options);
        return result.Failed
            ? throw new OptionsValidationException(Options.DefaultName, typeof(GuardOptions), result.Failures)
            : new GuardPolicy(options);
    }

    /// <summary>Makes a policy of a section of a configuration, for example one read from a file to be tried out.</summary>
    /// <param name="section">A section as <c>Audit:Guard</c>.</param>
    /// <exception cref="OptionsValidationException">An option is not allowed; every error names its key.</exception>
    public static GuardPolicy Create(IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(section);
        var options = new GuardOptions();
        var errors = GuardOptionsReader.Read(section, options);
        return errors.Count > 0 ? throw new OptionsValidationException(Options.DefaultName, typeof(GuardOptions), errors) : Create(options);
    }

    /// <summary>Whether there is anything to be asked about a statement: <see langword="false"/> for nearly every one.</summary>
    /// <param name="statement">What the statement does.</param>
    public bool Concerns(StatementInfo statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        if (!_enabled)
            return false;
        return !statement.DestructiveReasons.IsEmpty || statement.IsOpaque || statement.IsIncomplete || (_operations is not null && NamesOperation(statement));
    }

    /// <summary>What is to be done about an operation.</summary>
    /// <param name="operation">The operation.</param>
    public GuardDecision Evaluate(in GuardedOperation operation)
    {
        if (!Concerns(operation.Statement))
            return default;

        var verdict = new Verdict(this);
        var statement = operation.Statement;
        var worst = Risk.None;
        foreach (var reason in statement.DestructiveReasons)
        {
            if (reason.Severity > worst)
                worst = reason.Severity;
            if (reason.Table is { } table)
                verdict.Add(new Finding(FindingKind.Reason, reason.Name, reason.Severity, table), operation);
            else
                AddPerTable(ref verdict, new Finding(FindingKind.Reason, reason.Name, reason.Severity, null), operation);
        }

        if (statement.IsOpaque)
            AddPerTable(ref verdict, new Finding(FindingKind.Opaque, "opaque", Risk.None, null), operation);
        // Of a huge script not every reason is listed: what is worse than those that are counts as not understood.
        if (statement.IsIncomplete || statement.Risk > worst)
            AddPerTable(ref verdict, new Finding(FindingKind.Incomplete, "incomplete", Risk.None, null), operation);
        if (_operations is not null)
        {
            foreach (var verb in statement.Operations)
            {
                if (_operations.Contains(verb))
                    AddVerb(ref verdict, verb, operation);
            }
        }

        return verdict.Decision;
    }

    /// <summary>Adds a verb with each table, unless a reason has spoken for it: of one part of a statement the first rule that matches counts.</summary>
    private static void AddVerb(ref Verdict verdict, string verb, in GuardedOperation operation)
    {
        var statement = operation.Statement;
        if (statement.TablesWritten.IsDefaultOrEmpty && !HasReason(statement, verb, null))
            verdict.Add(new Finding(FindingKind.Operation, verb, Risk.None, null), operation);
        foreach (var table in statement.TablesWritten)
        {
            if (!HasReason(statement, verb, table))
                verdict.Add(new Finding(FindingKind.Operation, verb, Risk.None, table), operation);
        }
    }

    private static bool HasReason(StatementInfo statement, string verb, string? table)
    {
        foreach (var reason in statement.DestructiveReasons)
        {
            if (ReasonVerbs.Of(reason.Name) == verb && (reason.Table is null || reason.Table == table))
                return true;
        }

        return false;
    }

    private bool NamesOperation(StatementInfo statement)
    {
        foreach (var verb in statement.Operations)
        {
            if (_operations!.Contains(verb))
                return true;
        }

        return false;
    }

    private static void AddPerTable(ref Verdict verdict, in Finding finding, in GuardedOperation operation)
    {
        var tables = operation.Statement.TablesWritten;
        if (tables.IsDefaultOrEmpty)
            verdict.Add(finding, operation);
        foreach (var table in tables)
            verdict.Add(finding with { Table = table }, operation);
    }

    /// <summary>The strictest answer so far.</summary>
    private ref struct Verdict(GuardPolicy policy)
    {
        private CompiledRule? _rule;
        private CompiledRule? _limit;
        private GuardAction _action;

        public readonly GuardDecision Decision => new(_action, _rule?.Rule, _limit?.Rule);

        public void Add(in Finding finding, in GuardedOperation operation)
        {
            foreach (var rule in policy._rules)
            {
                if (!rule.Matches(finding, operation))
                    continue;

                if (rule.IsLimit)
                {
                    if (_limit is null || rule.Index < _limit.Index)
                        _limit = rule;
                }
                else if (rule.Action > _action || (rule.Action == _action && _rule is null))
                {
                    _action = rule.Action;
                    _rule = rule;
                }

                return;
            }

            if (finding.Kind != FindingKind.Operation && policy._defaultAction > _action)
            {
                _action = policy._defaultAction;
                _rule = null;
            }
        }
    }
}
