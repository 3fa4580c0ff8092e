using Xunit.Abstractions;
using Xunit.Sdk;

namespace CsPerformance.Storage.Tests;

/// <summary>A fact of a class that runs on both databases: on PostgreSQL it is skipped, and says so, where no server is named.</summary>
[XunitTestCaseDiscoverer("CsPerformance.Storage.Tests.StoreFactDiscoverer", "CsPerformance.Storage.Tests")]
public sealed class StoreFactAttribute : FactAttribute;

/// <summary>The same for a theory.</summary>
[XunitTestCaseDiscoverer("CsPerformance.Storage.Tests.StoreTheoryDiscoverer", "CsPerformance.Storage.Tests")]
public sealed class StoreTheoryAttribute : TheoryAttribute;

public sealed class StoreFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        WithoutServer.Concerns(testMethod) ? new WithoutServer(DiagnosticMessageSink, discoveryOptions, testMethod) : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);
}

public sealed class StoreTheoryDiscoverer(IMessageSink sink) : TheoryDiscoverer(sink)
{
    public override IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        WithoutServer.Concerns(testMethod) ? [new WithoutServer(DiagnosticMessageSink, discoveryOptions, testMethod)] : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}

internal sealed class WithoutServer : XunitTestCase
{
#pragma warning disable CS0618 // The runner makes it this way when it carries a test case to another process.
    public WithoutServer()
#pragma warning restore CS0618
    {
    }

    public WithoutServer(IMessageSink sink, ITestFrameworkDiscoveryOptions options, ITestMethod method)
        : base(sink, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method)
    {
    }

    public static bool Concerns(ITestMethod method) =>
        PostgresPlace.Server is null && method.TestClass.Class.Name.EndsWith("_on_Postgres", StringComparison.Ordinal);

    protected override string GetSkipReason(IAttributeInfo factAttribute) => "CSP_TEST_POSTGRES names no PostgreSQL server.";
}
