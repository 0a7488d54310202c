"use strict";exports.id=5319,exports.ids=[5319],exports.modules={84473:(e,r,t)=>{t.d(r,{_c:()=>a,aJ:()=>n,t2:()=>s});let a=24577;function n(e){let r=new Map;for(let a=0;a<e.length;a++){var t;let n=(t=e[a]??0)>95367431640625e-20?Math.min(24576,Math.floor(512*Math.log2(t/95367431640625e-20))+1):0;r.set(n,(r.get(n)??0)+1)}return[...r].sort(([e],[r])=>e-r)}class s{n;#e;#r;constructor(e){let r=new Map;for(let[t,a]of e.flat())r.set(t,(r.get(t)??0)+a);this.#e=[...r.keys()].sort((e,r)=>e-r);let t=0;this.#r=this.#e.map(e=>t+=r.get(e)??0),this.n=t}atLeast(e){return i(this.#t(e))}atMost(e){return i(this.#t(e)+1)}countAbove(e){return this.n-this.#a(r=>i(r+1)<=e)}countSurelyAbove(e){return this.n-this.#a(r=>i(r)<=e)}curve(e){let r=Math.max(1,Math.ceil(this.#e.length/e));return this.#e.flatMap((e,t)=>t%r==0||t===this.#e.length-1?[[i(e+1),(this.#r[t]??0)/Math.max(1,this.n)]]:[])}#t(e){let r=this.#r.findIndex(r=>r>=e);return this.#e[-1===r?this.#e.length-1:r]??0}#a(e){let r=this.#e.findLastIndex(e);return -1===r?0:this.#r[r]??0}}function i(e){return e<=0?0:e>24576?1/0:95367431640625e-20*2**((e-1)/512)}},46870:(e,r,t)=>{t.d(r,{n:()=>n,x:()=>a});let a=2e3,n=30},39357:(e,r,t)=>{t.d(r,{eh:()=>u,hA:()=>l,if:()=>d});var a=t(78474),n=t(75919),s=t(52735),i=t(46870),o=t(87358);let l=s.Ikc({loadThread:s.euz(!0),prepared:s.IeY(e=>"object"==typeof e&&null!==e),rows:s.Whr().min(1),threads:s.Whr().min(1),runtimeFolder:s.YjP(),optimization:s.k5n(["all","extended","basic","disabled"])}),c=s.gMt("kind",[s.Ikc({kind:s.euz("ready"),aloneMs:s.aig()}),s.Ikc({kind:s.euz("done")}),s.Ikc({kind:s.euz("failed"),reasonCode:s.YjP(),message:s.YjP(),remedy:s.YjP()})]);function u(){return Number(process.hrtime.bigint())/1e6}async function d(e,r,t){let[s="",...l]=process.argv.slice(1),d=Array.from({length:r},()=>new n.Worker(s,{argv:l,workerData:{...e,loadThread:!0}})),m=async e=>{let[r]=await (0,a.once)(e,"message"),n=c.parse(r);if("failed"===n.kind)throw t(n);return n};return{aloneMs:Math.max(...(await Promise.all(d.map(m))).map(e=>"ready"===e.kind?e.aloneMs:0)),async drive(e){let t=(0,o.E)(e.arrivals.length,!0),a=u()+40,n=new Float64Array(new SharedArrayBuffer(e.arrivals.length*Float64Array.BYTES_PER_ELEMENT));n.set(e.arrivals);let s=a+(e.arrivals.at(-1)??0)+(e.patienceMs??i.x),l=new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)),c={arrivals:n,...t,next:l,startMs:a,giveUpMs:s},h=d.map(m);for(let e of d)e.postMessage(c);return await Promise.all(h),(0,o.W)(e,t,null,r)}}}},87358:(e,r,t)=>{t.d(r,{E:()=>n,W:()=>s});var a=t(84473);function n(e,r){let t=()=>{let t=e*Float64Array.BYTES_PER_ELEMENT;return new Float64Array(r?new SharedArrayBuffer(t):new ArrayBuffer(t)).fill(0/0)};return{latency:t(),service:t(),late:t()}}function s({rate:e,arrivals:r},t,n,o=null){let l=r.at(-1)??0,c=i(t.service),u=Float64Array.from(t.latency).filter(e=>!Number.isNaN(e));return{rate:e,planned:r.length,answered:u.length,failed:r.length-u.length,counts:(0,a.aJ)(u).map(([e,r])=>[e,r]),serviceCounts:(0,a.aJ)(Float64Array.from(t.service).filter(e=>!Number.isNaN(e))).map(([e,r])=>[e,r]),serviceMs:c,utilisation:null===o||0===l?null:u.length*c/(o*l),drainMs:r.reduce((e,r,a)=>Math.max(e,r+(t.latency[a]||0)-l),0),lateMs:i(t.late),error:n}}function i(e){let r=0,t=0;for(let a of e)!Number.isNaN(a)&&(r+=a,t++);return 0===t?0:Math.max(0,r/t)}},65319:(e,r,t)=>{t.d(r,{runWorker:()=>u});var a=t(73024),n=t(75919),s=t(27406),i=t(39357),o=t(6961),l=t(64716);let c=`
const { readdirSync, readFileSync, writeSync } = require('node:fs')
const { workerData } = require('node:worker_threads')
const end = () => {
  try {
    process.kill(-process.pid, 'SIGKILL')
  } catch {
    process.kill(process.pid, 'SIGKILL')
  }
}
const statOf = (pid) => {
  try {
    const fields = readFileSync('/proc/' + pid + '/stat', 'latin1').split(') ').pop().split(' ')
    return { group: Number(fields[2]), bytes: Number(fields[21]) * workerData.pageBytes }
  } catch {
    return { group: 0, bytes: 0 }
  }
}
const bytesOfCommands = () => {
  try {
    const others = readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid)
    return others.map(statOf).reduce((sum, { group, bytes }) => sum + (group === process.pid ? bytes : 0), 0)
  } catch {
    return 0
  }
}
let looks = 0
let commandBytes = 0
setInterval(() => {
  if (process.ppid !== workerData.parentPid) end()
  if (workerData.hasCommands && looks++ % workerData.looksPerCommandLook === 0) commandBytes = bytesOfCommands()
  const residentBytes = process.memoryUsage.rss() + commandBytes
  if (residentBytes <= workerData.memoryLimitBytes) return
  try {
    writeSync(workerData.descriptor, JSON.stringify({ residentBytes }) + '\\n')
  } finally {
    end()
  }
}, workerData.intervalMs)
`;async function u(){let e=n.isMainThread?null:i.hA.safeParse(n.workerData);if(e?.success===!0)return(await Promise.all([t.e(6924),t.e(8927)]).then(t.bind(t,43680))).runLoadThread(e.data);for(let e of["SIGINT","SIGTERM","SIGHUP"])process.on(e,()=>{});let r=JSON.parse((0,a.readFileSync)(0,"utf8"));try{var u;await async function(e){try{(0,a.writeFileSync)("/proc/self/oom_score_adj","1000")}catch{}let r=new n.Worker(c,{eval:!0,workerData:{...e,descriptor:l.WJ,intervalMs:50,looksPerCommandLook:4,pageBytes:4096},stdin:!1});await new Promise((e,t)=>{r.once("online",e),r.once("error",t)}),r.unref()}({parentPid:r.parentPid,memoryLimitBytes:r.limits.memoryLimitBytes,hasCommands:(u=r,!("kind"in u)&&Object.values(u.arms).some(({kind:e})=>"command"===e))}),await async function(e,r){if(!("kind"in e))return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(7033),t.e(5905),t.e(4157)]).then(t.bind(t,14157))).runJob(e,r);switch(e.kind){case"survey":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(7033),t.e(5905),t.e(2005)]).then(t.bind(t,82005))).surveyJob(e,r);case"write-rows":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(7033),t.e(5905),t.e(3194)]).then(t.bind(t,13194))).writeRowsJob(e,r);case"count-turns":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(7033),t.e(5905),t.e(4684)]).then(t.bind(t,4684))).countTurnsJob(e,r);case"read-schema":return(await Promise.all([t.e(9842),t.e(9862),t.e(2774),t.e(8547),t.e(7033),t.e(5905),t.e(4950)]).then(t.bind(t,54950))).schemaJob(e,r);case"profile-distributions":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(7033),t.e(5905),t.e(9699)]).then(t.bind(t,59699))).distributionJob(e,r);case"probe":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(7033),t.e(5905),t.e(6072)]).then(t.bind(t,46072))).probeJob(e,r);case"benchmark-inputs":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(5905),t.e(6924),t.e(4689)]).then(t.bind(t,94689))).benchmarkInputsJob(e,r);case"benchmark-cold":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(5905),t.e(6924),t.e(4689)]).then(t.bind(t,94689))).benchmarkColdJob(e,r);case"benchmark-round":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(5905),t.e(6924),t.e(4689)]).then(t.bind(t,94689))).benchmarkRoundJob(e,r);case"benchmark-load":return(await Promise.all([t.e(9842),t.e(9862),t.e(8547),t.e(5905),t.e(6924),t.e(4689)]).then(t.bind(t,94689))).benchmarkLoadJob(e,r)}}(r,(e,r)=>(0,o.v)(l.lS,e,r))}catch(e){(0,o.v)(l.lS,function(e){if(e instanceof s.HG)return{kind:"failed",error:"measurement",reasonCode:e.reasonCode,message:e.message,remedy:e.remedy};if(e instanceof s.eb){let[r,...t]=e.problems;return{kind:"failed",error:"usage",problems:[r,...t]}}let r=e instanceof Error?e:Error(String(e));return{kind:"failed",error:"fault",message:r.message,stack:r.stack??""}}(e))}}}};