/**
 * Where a type departs from its family's row: `vcpus`, `mib` (memory), `usd` (per hour), `interfaces`, `branches`, `network`, `ebs`
 * (Mbit/s), `nvme` (GB), `efa` (interfaces); `-` is none. Bare metal is often priced apart from its virtual twin.
 */
export const EXCEPTIONS = `
c1.medium         vcpus=2
c1.xlarge         vcpus=8 mib=7168
c4.8xlarge        vcpus=36 mib=61440 usd=1.591
c4.large          usd=0.1
c5a.24xlarge      network=20000
c5ad.24xlarge     nvme=3800 network=20000
c5d.12xlarge      nvme=1800
c5d.24xlarge      nvme=3600
c5d.metal         nvme=3600
c5n.18xlarge      mib=196608
c5n.9xlarge       mib=98304
c5n.metal         mib=196608
c6a.48xlarge      ebs=40000
c6a.metal         ebs=40000
c6g.metal         usd=2.3066
c6gd.2xlarge      nvme=474
c6gd.metal        usd=2.6051
c6id.2xlarge      nvme=474
c6in.32xlarge     efa=2 interfaces=8x50 branches=106
c6in.metal        efa=2 interfaces=8x50 branches=106
c7a.48xlarge      ebs=40000
c7a.metal-48xl    ebs=40000
c7g.xlarge        network=1876
c7gd.2xlarge      nvme=474
c7gd.xlarge       network=1876
c7i.48xlarge      ebs=40000
c7i.metal-24xl    usd=4.7124
c7i.metal-48xl    ebs=40000
c8a.metal-24xl    usd=5.69026
c8g.48xlarge      network=50000 ebs=40000
c8g.metal-24xl    usd=4.21133
c8g.metal-48xl    network=50000 ebs=40000
c8gb.48xlarge     efa=2
c8gb.metal-24xl   usd=6.02928 branches=-
c8gb.metal-48xl   efa=2 branches=-
c8gd.2xlarge      nvme=474
c8gd.48xlarge     network=50000 ebs=40000
c8gd.metal-24xl   usd=5.17334
c8gd.metal-48xl   network=50000 ebs=40000
c8gn.48xlarge     efa=2
c8gn.metal-24xl   usd=6.0293 branches=-
c8gn.metal-48xl   efa=2 branches=-
c8i.metal-48xl    usd=9.89578
c8ib.96xlarge     efa=2
c8ib.metal-48xl   usd=14.3701 branches=-
c8ib.metal-96xl   efa=2 branches=-
c8id.2xlarge      nvme=474
c8id.metal-48xl   usd=11.7089
c8in.96xlarge     efa=2 ebs=120000
c8in.metal-48xl   usd=14.3701
c8in.metal-96xl   efa=2 ebs=120000
c9g.24xlarge      interfaces=24x64
c9g.metal-48xl    usd=9.18086
c9gd.24xlarge     interfaces=24x64
c9gd.2xlarge      nvme=474
c9gd.metal-48xl   usd=11.2781
d2.8xlarge        vcpus=36 mib=249856 usd=5.52
f2.48xlarge       mib=2097152
g4ad.2xlarge      usd=0.54117
g4ad.xlarge       usd=0.37853
g4dn.12xlarge     usd=3.912 nvme=900
g4dn.16xlarge     nvme=900
g4dn.2xlarge      usd=0.752
g4dn.4xlarge      usd=1.204 nvme=225
g4dn.metal        vcpus=96 usd=7.824 nvme=1800
g4dn.xlarge       usd=0.526 nvme=125
g5.12xlarge       usd=5.672 nvme=3800
g5.16xlarge       usd=4.096 nvme=1900
g5.2xlarge        usd=1.212 nvme=450
g5.4xlarge        usd=1.624 nvme=600
g5.8xlarge        usd=2.448 nvme=900
g5.xlarge         usd=1.006 nvme=250
g5g.2xlarge       usd=0.556
g5g.4xlarge       usd=0.828
g5g.xlarge        usd=0.42
g6.12xlarge       usd=4.6016 nvme=3760
g6.16xlarge       usd=3.3968 nvme=1880
g6.2xlarge        usd=0.9776 nvme=450
g6.4xlarge        usd=1.3232 nvme=600
g6.8xlarge        usd=2.0144 nvme=900
g6.xlarge         usd=0.8048 nvme=250
g6e.12xlarge      usd=10.4926 nvme=3800
g6e.16xlarge      usd=7.57719 nvme=1900
g6e.24xlarge      efa=2
g6e.2xlarge       usd=2.24208 nvme=450
g6e.48xlarge      efa=4
g6e.4xlarge       usd=3.00424 nvme=600
g6e.8xlarge       usd=4.52856 nvme=900
g6e.xlarge        usd=1.861 nvme=250
g6f.4xlarge       nvme=450
g6f.large         usd=0.202 nvme=100
g7.2xlarge        usd=2.52 nvme=440
g7.48xlarge       efa=2
g7.4xlarge        usd=3.04208 nvme=875
g7.8xlarge        usd=4.08624 nvme=930
g7e.12xlarge      mib=524288
g7e.24xlarge      mib=1048576 efa=2
g7e.2xlarge       usd=3.36312 nvme=1900
g7e.48xlarge      mib=2097152 efa=4
g7e.4xlarge       usd=3.99816 nvme=1900
g7e.8xlarge       usd=5.26824 nvme=1900
gr6.8xlarge       usd=2.4464 nvme=900
hpc7g.16xlarge    usd=1.6832
hpc7g.4xlarge     mib=131072
hpc7g.8xlarge     mib=131072 usd=1.6832
i4i.24xlarge      interfaces=15x30
i4i.large         usd=0.172
i7i.12xlarge      branches=84
i7i.metal-24xl    usd=9.6204 efa=0
i7i.metal-48xl    usd=19.2408
i7ie.metal-24xl   usd=13.2844
i7ie.metal-48xl   usd=26.5687
i8g.metal-24xl    usd=9.06048
i8g.metal-48xl    usd=18.121 network=90000
i8ge.metal-24xl   usd=12.1313
i8ge.metal-48xl   usd=24.2626
inf1.24xlarge     usd=4.721
inf1.2xlarge      usd=0.362
inf1.6xlarge      usd=1.18
inf2.24xlarge     usd=6.49063
inf2.48xlarge     usd=12.9813
inf2.8xlarge      usd=1.96786
m1.medium         mib=3788 usd=0.087 interfaces=2x6
m1.small          mib=1740 usd=0.044
m2.2xlarge        vcpus=4
m2.4xlarge        vcpus=8 mib=70041
m2.xlarge         vcpus=2
m3.medium         usd=0.067
m5.metal          branches=120
m5zn.metal        usd=4.3605
m6a.48xlarge      ebs=40000
m6a.metal         ebs=40000
m6g.metal         usd=2.6112
m6gd.2xlarge      nvme=474
m6gd.metal        usd=3.0664
m6id.2xlarge      nvme=474
m6idn.2xlarge     nvme=474
m6idn.32xlarge    efa=2 interfaces=8x50 branches=106
m6idn.metal       efa=2 interfaces=8x50 branches=106
m6in.32xlarge     efa=2 interfaces=8x50 branches=106
m6in.metal        efa=2 interfaces=8x50 branches=106
m7a.48xlarge      ebs=40000
m7a.metal-48xl    ebs=40000
m7g.xlarge        network=1876
m7gd.2xlarge      nvme=474
m7gd.xlarge       network=1876
m7i.48xlarge      ebs=40000
m7i.metal-24xl    usd=5.32224
m7i.metal-48xl    ebs=40000
m8a.metal-24xl    usd=6.42682
m8azn.metal-12xl  usd=5.45054
m8azn.metal-24xl  usd=10.9011
m8g.48xlarge      network=50000 ebs=40000
m8g.metal-24xl    usd=4.73933
m8g.metal-48xl    network=50000 ebs=40000
m8gb.48xlarge     efa=2
m8gb.metal-24xl   usd=14.8061 branches=-
m8gb.metal-48xl   efa=2 branches=-
m8gd.2xlarge      nvme=474
m8gd.48xlarge     network=50000 ebs=40000
m8gd.metal-24xl   usd=6.0889
m8gd.metal-48xl   network=50000 ebs=40000
m8gn.48xlarge     efa=2
m8gn.metal-24xl   usd=7.403 branches=-
m8gn.metal-48xl   efa=2 branches=-
m8ib.96xlarge     efa=2
m8ib.metal-48xl   usd=17.6437 branches=-
m8ib.metal-96xl   efa=2 branches=-
m8id.2xlarge      nvme=474
m8idb.2xlarge     nvme=474
m8idb.96xlarge    efa=2
m8idb.metal-48xl  usd=20.1633 branches=-
m8idb.metal-96xl  efa=2 branches=-
m8idn.2xlarge     nvme=474
m8idn.96xlarge    efa=2 ebs=120000
m8idn.metal-48xl  usd=20.1633 branches=-
m8idn.metal-96xl  efa=2 branches=- ebs=120000
m8in.96xlarge     efa=2 ebs=120000
m8in.metal-48xl   usd=17.6437 branches=-
m8in.metal-96xl   efa=2 branches=- ebs=120000
m9g.24xlarge      interfaces=24x64
m9g.metal-48xl    usd=10.3319
m9gd.24xlarge     interfaces=24x64
m9gd.2xlarge      nvme=474
m9gd.metal-48xl   usd=13.2739
p4d.24xlarge      efa=4
p4de.24xlarge     efa=4
p5.48xlarge       mib=2097152 usd=55.04 nvme=30400 efa=32
p5en.48xlarge     mib=2097152 efa=16
p6-b200.48xlarge  mib=2097152 efa=8
p6-b300.48xlarge  mib=4194304 efa=16
r3.large          mib=15360
r5.metal          branches=120
r5a.24xlarge      ebs=13570
r5ad.24xlarge     ebs=13570
r5b.metal         usd=7.8672
r6a.48xlarge      ebs=40000
r6a.metal         ebs=40000
r6g.metal         usd=3.4191
r6gd.2xlarge      nvme=474
r6gd.metal        usd=3.9076
r6id.2xlarge      nvme=474
r6idn.2xlarge     nvme=474
r6idn.32xlarge    efa=2 interfaces=8x50 branches=106
r6idn.metal       efa=2 interfaces=8x50 branches=106
r6in.32xlarge     efa=2 interfaces=8x50 branches=106
r6in.metal        efa=2 interfaces=8x50 branches=106
r7a.48xlarge      ebs=40000
r7a.metal-48xl    ebs=40000
r7g.xlarge        network=1876
r7gd.2xlarge      nvme=474
r7gd.xlarge       network=1876
r7i.48xlarge      ebs=40000
r7i.metal-24xl    usd=6.98544
r7i.metal-48xl    ebs=40000
r7iz.12xlarge     network=25000 ebs=19000
r7iz.metal-16xl   usd=6.5472
r7iz.metal-32xl   usd=13.0944
r8a.metal-24xl    usd=8.43533
r8g.48xlarge      network=50000 ebs=40000
r8g.metal-24xl    usd=6.2209
r8g.metal-48xl    network=50000 ebs=40000
r8gb.48xlarge     efa=2
r8gb.metal-24xl   usd=18.5386 branches=-
r8gb.metal-48xl   efa=2 branches=-
r8gd.2xlarge      nvme=474
r8gd.48xlarge     network=50000 ebs=40000
r8gd.metal-24xl   usd=7.75949
r8gd.metal-48xl   network=50000 ebs=40000
r8gn.48xlarge     efa=2
r8gn.metal-24xl   usd=9.2693 branches=-
r8gn.metal-48xl   efa=2 branches=-
r8i.metal-48xl    usd=14.67
r8ib.96xlarge     efa=2
r8ib.metal-48xl   usd=22.0915 branches=-
r8ib.metal-96xl   efa=2 branches=-
r8id.2xlarge      nvme=474
r8id.metal-48xl   usd=17.5634
r8idb.2xlarge     nvme=474
r8idb.96xlarge    efa=2
r8idb.metal-48xl  usd=24.76 branches=-
r8idb.metal-96xl  efa=2 branches=-
r8idn.2xlarge     nvme=474
r8idn.96xlarge    efa=2 ebs=120000
r8idn.metal-48xl  usd=24.76 branches=-
r8idn.metal-96xl  efa=2 branches=- ebs=120000
r8in.96xlarge     efa=2 ebs=120000
r8in.metal-48xl   usd=22.0915 branches=-
r8in.metal-96xl   efa=2 branches=- ebs=120000
t2.small          usd=0.023
trn1.32xlarge     nvme=7600 efa=8
trn1n.32xlarge    efa=16
u-3tb1.56xlarge   mib=3145728
u-6tb1.112xlarge  mib=6291456 usd=54.6
u7i-12tb.224xlargemib=12582912
u7i-6tb.112xlarge mib=6291456
u7i-8tb.112xlarge mib=8388608
u7in-16tb.224xlargemib=16777216 efa=2
u7in-24tb.224xlargemib=25165824 efa=2
u7in-32tb.224xlargemib=33554432 efa=2
x2gd.medium       branches=10
x2gd.metal        usd=5.8784
x8g.48xlarge      network=50000 ebs=40000
x8g.metal-24xl    usd=10.3171
x8g.metal-48xl    network=50000 ebs=40000
x8i.96xlarge      usd=48.7444
x8i.metal-48xl    usd=23.1085
x8i.metal-96xl    usd=48.7444
`;
