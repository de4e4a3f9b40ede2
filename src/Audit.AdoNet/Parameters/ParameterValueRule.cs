namespace Audit.AdoNet.Parameters;

/// <summary>
/// Opts in to recording values; section <c>Audit:AdoNet:Parameters:Rules:N</c>. It fits a parameter when each list that is not empty has a pattern
/// that fits; at least one must not be empty. In patterns <c>*</c> stands for any characters and <c>?</c> for one; case does not matter.
/// </summary>
/// <remarks>Values of parameters whose names smell of secrets are not recorded, whatever a rule says.</remarks>
public sealed class ParameterValueRule
{
    /// <summary>Names of databases, for example <c>shop</c>.</summary>
    public IList<string> Databases { get; } = [];

    /// <summary>Servers, as the log names them: <c>host:port</c>, or the file of an embedded database.</summary>
    public IList<string> Servers { get; } = [];

    /// <summary>Names of parameters, with or without a prefix such as <c>@</c>, for example <c>*_id</c>.</summary>
    public IList<string> Names { get; } = [];

    /// <summary>
    /// Types: a <see cref="System.Data.DbType"/>, for example <c>Int*</c>, or the driver's own type, for example <c>Uuid</c> of <c>NpgsqlDbType</c>.
    /// </summary>
    public IList<string> Types { get; } = [];

    /// <summary>
    /// The kind of the values, which decides what is recorded of them: <c>Secret</c>, <c>Personal</c>, <c>Financial</c> or <c>Public</c>,
    /// or <c>Taxonomy:Name</c> for a classification of another taxonomy.
    /// </summary>
    public string Classification { get; set; } = "";
}
