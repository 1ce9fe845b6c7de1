package org.ksmlab.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.testng.annotations.DataProvider;
import org.testng.annotations.Test;

public class MigrationBatchTest {
    @DataProvider
    public Object[][] kernels() {
        return new Object[][] {
            {"5.10.0-46-cloud-amd64 #1 SMP Debian 5.10.262-1", 256},
            {"6.1.0-50-cloud-amd64 #1 SMP PREEMPT_DYNAMIC Debian 6.1.176-1", 256},
            {"6.2.0", 256},
            {"6.3.0", 131_072},
            {"6.12.118+deb13-cloud-amd64 #1 SMP PREEMPT_DYNAMIC", 131_072},
            {"7.0.0-rc1 #1", 131_072},
            {"", 256},
            {"next", 256},
        };
    }

    @Test(dataProvider = "kernels")
    public void since63TheLimitBoundsNoLessThanABatch(String kernel, long from) {
        assertThat(MigrationBatch.boundedFrom(kernel, 256)).isEqualTo(from);
    }
}
