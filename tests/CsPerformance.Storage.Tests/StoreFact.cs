using Xunit.Abstractions;
using Xunit.Sdk;

namespace CsPerformance.Storage.Tests;

/// <summary>A fact of a class that runs on both databases: on PostgreSQL it is skipped, and says so, where no server is named.</summary>
[XunitTestCaseDiscoverer("CsPerformance.Storage.Tests.StoreFactDiscoverer", "CsPerformance.Storage.Tests")]
public sealed class StoreFactAttribute : FactAttribute;

public sealed class StoreFactDiscoverer(IMessageSink sink) : FactDiscoverer(sink)
{
    protected override IXunitTestCase CreateTestCase(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        PostgresPlace.Server is null && testMethod.TestClass.Class.Name.EndsWith("_on_Postgres", StringComparison.Ordinal)
            ? new WithoutServer(DiagnosticMessageSink, discoveryOptions.MethodDisplayOrDefault(), discoveryOptions.MethodDisplayOptionsOrDefault(), testMethod)
            : base.CreateTestCase(discoveryOptions, testMethod, factAttribute);

    private sealed class WithoutServer : XunitTestCase
    {
#pragma warning disable CS0618 // The runner makes it this way when it carries a test case to another process.
        public WithoutServer()
#pragma warning restore CS0618
        {
        }

        public WithoutServer(IMessageSink sink, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod method)
            : base(sink, display, options, method)
        {
        }

        protected override string GetSkipReason(IAttributeInfo factAttribute) => "CSP_TEST_POSTGRES names no PostgreSQL server.";
    }
}
