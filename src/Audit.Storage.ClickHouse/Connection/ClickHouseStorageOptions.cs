using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Audit.Storage.ClickHouse.Connection;

/// <summary>Where and how the audit log is kept in ClickHouse. Bound from <c>Audit:Storage</c>.</summary>
public sealed class ClickHouseStorageOptions
{
    /// <summary>The configuration section these options are bound from.</summary>
    public const string SectionName = "Audit:Storage";

    /// <summary>
    /// The ClickHouse server, e.g. <c>Host=ch.example;Port=8443;Protocol=https;Username=audit_writer;Password=…</c>. Needed unless the embedded engine is registered;
    /// its database is not used, see <see cref="Database"/>.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>The database that holds the audit log: a letter or underscore, then letters, digits and underscores, at most 63 in all. Default: <c>audit</c>.</summary>
    [Required(ErrorMessage = "Audit:Storage:Database must not be empty.")]
    [RegularExpression("[A-Za-z_][A-Za-z0-9_]{0,62}", ErrorMessage = "Audit:Storage:Database must be a plain name: a letter or underscore, then letters, digits and underscores, at most 63 in all.")]
    public string Database { get; set; } = "audit";

    /// <summary>
    /// Whether the database, tables and views are created and migrated by the application. When false they are only compared with what the application needs:
    /// for accounts without the right to change a schema. Default: true.
    /// </summary>
    public bool ApplySchema { get; set; } = true;
}

/// <summary>Validates <see cref="ClickHouseStorageOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ClickHouseStorageOptionsValidator : IValidateOptions<ClickHouseStorageOptions>;
